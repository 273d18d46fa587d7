// The library by the name of the command: everything of the engine and of faces, nothing that decodes photos or touches files.

export * from "@selfsame/engine";
export * from "@selfsame/engine/pixels";
export * from "@selfsame/face";
