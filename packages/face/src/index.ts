// The public surface of @selfsame/face. test/exports.test.ts pins these names.

export { faceChip, chipFrom, CHIP_DEFAULTS, type ChipFrame, type ChipOptions } from "./align/chip.ts";
export { FIVE_POINTS, FOUR_POINTS, LANDMARK_COUNT, type FaceTemplate } from "./align/templates.ts";

export type { Certainty, Probe } from "./certainty/certainty.ts";
export type { CertaintyModel, CertaintyTensor, OpenCertainty } from "./certainty/model.ts";
export { openCertainty } from "./certainty/open.ts";
export { shippedModel } from "./certainty/shipped.ts";
export { TRAINED_ON } from "./certainty/trained-on.ts";

export { attemptsFor, checkLevel } from "./decide/check-level.ts";
export { CLEAR, recognize } from "./decide/recognize.ts";
export { decide, decideRatio, THRESHOLD, type Decision, type Outcome } from "./decide/decide.ts";
export { DEFAULT_LEVEL, SECURITY_LEVELS, type LevelOffset, type SecurityLevel } from "./decide/level.ts";
export { UNLOCK_LIMITS, UNLOCK_PRESENCE } from "./decide/limits.ts";
export {
  frame,
  fuseFrames,
  newTransaction,
  tick,
  touch,
  TRANSACTION,
  type Transaction,
  type TransactionEvent,
  type TransactionStep,
} from "./decide/transaction.ts";
export {
  COVERAGE,
  decisionWords,
  levelWords,
  percent,
  type DecisionWordsOptions,
  type LevelWordsOptions,
} from "./decide/words.ts";

export { detectFaces, DETECT_DEFAULTS, type DetectOptions } from "./detect/detect.ts";
export { BlazeFaceDetector, type Detector } from "./detect/detector.ts";
export type { DetectorShape } from "./detect/shape.ts";
export type { RawDetections } from "./detect/decode.ts";
export type { Face, FaceKeypoints } from "./detect/face.ts";
export { ownerCandidate, prominence, type OwnerCandidate } from "./detect/owner.ts";

export type { Attempts, GenuineAttempt, ImpostorAttempt } from "./evaluate/attempts.ts";
export { calibrationOf, reliabilityOf, type Calibration, type ReliabilityBin } from "./evaluate/calibration.ts";
export { detCurve, type DetPoint } from "./evaluate/det.ts";
export {
  checkPeople,
  evaluatePeople,
  seenRatios,
  type EvaluatePeopleOptions,
  type Evaluation,
  type Figures,
} from "./evaluate/evaluate.ts";
export { hashName } from "./evaluate/known.ts";
export { PROTOCOL_DEFAULTS, protocolOf, type Protocol, type ProtocolOptions, type Trial } from "./evaluate/protocol.ts";
export { compareAt, differenceAt, ratesAt, type Interval, type RateAt } from "./evaluate/rates.ts";
export { attemptsOf, type EvaluatedPerson, type Scored, type ScoredAttempt } from "./evaluate/score.ts";
export { SUSPECT_RULES, type Suspect } from "./evaluate/suspects.ts";
export { worstMistakes, type Mistake, type Mistakes } from "./evaluate/worst.ts";

export type { Box, Point } from "./geometry/point.ts";
export { similarity, applySimilarity, invertSimilarity, type Similarity } from "./geometry/similarity.ts";
export { warp, type WarpOptions } from "./geometry/warp.ts";

export { findLandmarks } from "./landmarks/landmarks.ts";
export { facePresence } from "./landmarks/presence.ts";

export {
  descriptorNetwork,
  descriptorOf,
  detectorNetwork,
  fillDescriptorInput,
  fillDetectorInput,
  fillLandmarksInput,
  fillMeshInput,
  landmarksNetwork,
  meshNetwork,
  DESCRIPTOR_LENGTH,
  DESCRIPTOR_SIDE,
  DETECTOR_OUTPUTS,
  DETECTOR_SIDE,
  LANDMARKS_SIDE,
  MESH_OUTPUTS,
  MESH_SIDE,
} from "./networks/index.ts";

export {
  addPhotos,
  enroll,
  type AddOptions,
  type Enrollment,
  type EnrollOptions,
  type PhotoAnswer,
} from "./profile/enroll.ts";
export { decodeProfile, encodeProfile } from "./profile/file.ts";
export type { EnrollCandidate } from "./profile/gate.ts";
export { ENROLL_LIMITS, type EnrollLimits } from "./profile/limits.ts";
export { LEAST_PHOTOS, removePhotos, type EnrolledPhoto, type Profile } from "./profile/profile.ts";
export { CERTAINTY_VERSION } from "./profile/shipped.ts";

export { judgeQuality, QUALITY_LIMITS, type QualityLimits, type QualityReason } from "./quality/judge.ts";
export { measureQuality, type FaceQuality } from "./quality/measure.ts";

export {
  FACE_CROPS,
  FACE_FILES,
  FACE_NETWORKS,
  loadFaceNetworks,
  type FaceFile,
  type FaceNetworks,
  type LoadFaceOptions,
  type ReadFaceFile,
} from "./reader/files.ts";
export { openFaceReader, type FaceReader } from "./reader/reader.ts";
export type { FaceReading } from "./reader/reading.ts";
