package io.modelfactory.worker.failure;

/** Where in the flow of a request a failure belongs; each {@link FailureCode} has exactly one. */
public enum FailureCategory {
    INPUT_ADMISSION,
    RESOLUTION,
    EVIDENCE,
    IMMUTABILITY,
    PUBLISH,
    POLICY,
    EXECUTION
}
