package io.modelfactory.worker.request;

/**
 * The profiles that a run was resolved with, by the SHA-256 of their bytes: 64 lower-case hex digits each.
 *
 * @param trainingSha256 of the training profile
 * @param governanceSha256 of the governance profile
 */
public record ProfileDigests(String trainingSha256, String governanceSha256) {}
