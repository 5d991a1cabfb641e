package io.modelfactory.worker.request;

import java.util.Optional;

/**
 * Who sent a message, for which platform run, under which configuration.
 *
 * @param runConfigDigest digest of the configuration that the sender expects the worker to run under, if it says
 */
public record JobEnvelope(
        String requestId,
        String command,
        String platformRunId,
        Optional<String> runConfigDigest,
        String requesterPrincipal) {

    public static final String SCHEMA_VERSION = "learning.mf_job_request.v0";
}
