package io.modelfactory.worker.artifact;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a run has written so far, by name. The ledger keeps it with the run's state, so that a worker that resumes the
 * run knows what to read and which bytes to expect.
 *
 * @param refs by {@link ArtifactName#key}
 */
public record Evidence(Map<String, ArtifactRef> refs) {

    /** The artifacts of a run. */
    public enum ArtifactName {
        RESOLVED_TRAIN_PLAN,
        EXECUTION_RECORD,
        MODEL,
        /** Only of a run whose algorithm chose its bins before it trained. */
        CUTS,
        MODEL_ARTIFACT,
        SCORING_SAMPLE,
        EVAL_REPORT,
        EVIDENCE_PACK,
        EXECUTION_RECEIPT,
        GATE_RECEIPT,
        PUBLISH_ELIGIBILITY,
        /** Only of a run that was published although its gate could not decide. */
        PUBLISH_OVERRIDE,
        BUNDLE_PUBLICATION,
        MODEL_CARD,
        MODEL_CARD_HTML,
        /** Only of a run whose bundle was signed. */
        PROVENANCE,
        REGISTRY_RECORD,
        REGISTRY_EVENT,
        PUBLISH_HANDSHAKE_RECEIPT,
        COMPLETION_MARKER;

        private static final Set<ArtifactName> ATTACHMENTS =
                Collections.unmodifiableSet(EnumSet.of(MODEL_CARD, MODEL_CARD_HTML, PROVENANCE));

        /** Whether runs are as complete without it; of those that have it, it is evidence as all else. */
        public boolean isOptional() {
            return this == CUTS || this == PUBLISH_OVERRIDE;
        }

        /** The name in the ledger, in documents and in events, such as {@code gate_receipt}. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether it lies beside a bundle and is no part of it: bundles that were published without are as good. */
        public boolean isAttachment() {
            return ATTACHMENTS.contains(this);
        }
    }

    public Evidence {
        refs = Map.copyOf(refs);
    }

    public static Evidence none() {
        return new Evidence(Map.of());
    }

    public Optional<ArtifactRef> find(ArtifactName name) {
        return Optional.ofNullable(refs.get(name.key()));
    }

    /** @throws FailureException {@code EVIDENCE_REF_MISSING} if the run has not written it */
    public ArtifactRef require(ArtifactName name) {
        return find(name).orElseThrow(() -> missing(name));
    }

    /** The failure of a run that should have written this artifact. */
    public FailureException missing(ArtifactName name) {
        return new FailureException(FailureCode.EVIDENCE_REF_MISSING, name.key() + ": the run has no reference to it");
    }

    public Evidence with(ArtifactName name, ArtifactRef ref) {
        Map<String, ArtifactRef> more = new TreeMap<>(refs);
        more.put(name.key(), ref);
        return new Evidence(more);
    }
}
