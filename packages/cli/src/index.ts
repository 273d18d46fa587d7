// The library by the name of the command: everything of the engine, nothing that decodes photos or touches files.

export * from "@selfsame/engine";
export * from "@selfsame/engine/pixels";
