package io.modelfactory.worker.resolve;

/** A profile as it was resolved: where it was read, the digest of its bytes, and how it names itself. */
public record ProfilePin(String ref, String sha256, String policyId, String revision) {}
