package io.modelfactory.worker.lineage;

/**
 * How the factory is called in lineage.
 *
 * @param namespace of its jobs
 * @param jobName what comes before the slot that a run trains for
 * @param release of the reporting worker
 */
public record LineageSettings(String namespace, String jobName, String release) {}
