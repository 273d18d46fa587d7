// A decoded image, and how a network wants its photos. Bytes until a batch is made.

/** A decoded image: (height, width, channels), row-major, 8-bit sRGB values, channels gray | gray+alpha | RGB | RGBA. */
export interface Image {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 2 | 3 | 4;
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** How photos become inputs; saved in the model file, so that prediction does what training did. */
export interface Preparation {
  /** The side of the square that the network sees, in pixels. */
  readonly size: number;
  /** false: one gray channel; true: red, green, blue. */
  readonly color: boolean;
  /** "photo": each photo minus its mean, divided by its deviation; "none": bytes / 255. */
  readonly standardization: "photo" | "none";
  /**
   * Where the network sees an aligned face instead of the photo: which networks find and align it, since others would
   * make another crop of it. The engine does not align; `prepare` refuses.
   */
  readonly face?: string;
}
