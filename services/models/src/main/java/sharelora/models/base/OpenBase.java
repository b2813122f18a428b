package sharelora.models.base;

import sharelora.engine.model.BaseModel;

/**
 * A frozen model, open.
 *
 * @param tokenizerSha256 SHA-256 of the tokenizer.json in its folder, hex
 */
public record OpenBase(BaseModel model, String tokenizerSha256) {}
