package io.modelfactory.worker.publish;

import io.modelfactory.worker.artifact.Evidence;

/**
 * A document that lies beside a bundle, is about it, and is no part of it. The bundle's manifest has its name, which is
 * the same for every bundle, and not its digest.
 */
interface BundleAttachment {
    /**
     * Writes the document, or finds it written; whatever is added to the evidence, the completion marker leaves out.
     */
    Evidence attach(StagedBundle bundle, Evidence evidence);
}
