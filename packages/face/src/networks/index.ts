// The networks of the chain, from the files that two npm packages carry. docs/models.md says where each comes from.

export {
  descriptorNetwork,
  descriptorOf,
  descriptorStructure,
  fillDescriptorInput,
  DESCRIPTOR_LENGTH,
  DESCRIPTOR_SIDE,
} from "./descriptor.ts";
export {
  fillLandmarksInput,
  landmarksNetwork,
  landmarksStructure,
  LANDMARKS_SIDE,
  type LandmarksSize,
} from "./landmarks.ts";
export {
  detectorNetwork,
  fillDetectorInput,
  fillMeshInput,
  meshNetwork,
  DETECTOR_OUTPUTS,
  DETECTOR_SIDE,
  MESH_OUTPUTS,
  MESH_SIDE,
} from "./mediapipe.ts";
