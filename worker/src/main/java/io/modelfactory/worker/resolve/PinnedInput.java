package io.modelfactory.worker.resolve;

/**
 * One thing that a plan pins.
 *
 * @param role its role, such as {@code data_file}
 * @param ref its key in the store, or where a profile was read
 */
public record PinnedInput(String role, String ref, String sha256) {}
