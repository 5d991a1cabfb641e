package io.modelfactory.worker.publish;

import io.modelfactory.worker.artifact.Evidence.Name;

/**
 * A document that is put beside a bundle and is no part of it: neither the bundle's id nor its manifest depends on it.
 *
 * @param name in the run's evidence
 * @param fileName in the bundle's directory
 */
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
record Companion(Name name, String fileName, byte[] content) {}
