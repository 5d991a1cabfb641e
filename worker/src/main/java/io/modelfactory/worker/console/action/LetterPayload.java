package io.modelfactory.worker.console.action;

import java.util.Optional;

/**
 * The bytes of a dead letter, without a mask.
 *
 * @param text UTF-8 where they are, else hexadecimal digits; of many bytes the first so many
 * @param decoded what they say by the schema that the registry has under their id; empty if they say nothing by it
 * @param problem why they are not decoded
 */
public record LetterPayload(String text, Optional<String> decoded, Optional<String> problem) {}
