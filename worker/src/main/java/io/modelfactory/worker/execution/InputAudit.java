package io.modelfactory.worker.execution;

import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.audit.EvidenceAudit;
import io.modelfactory.worker.artifact.audit.ReferenceAccess;
import io.modelfactory.worker.artifact.audit.ReferenceAccess.Purpose;
import io.modelfactory.worker.dataset.file.DatasetFileFetcher;
import io.modelfactory.worker.evaluate.Champion;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import io.modelfactory.worker.resolve.ResolvedBaseline;
import io.modelfactory.worker.training.BuildInputs;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The inputs that a build reads beyond its plan, from the store: the rows that it trains on, and the champion that it
 * is compared with. Each that the build asked for is recorded in the audit.
 */
final class InputAudit implements BuildInputs {
    private final EvidenceAudit audit;
    private final ArtifactStore artifacts;
    private final DatasetFileFetcher fetcher;
    private final Optional<ResolvedBaseline> champion;
    private final Map<String, DataFile> requested = Collections.synchronizedMap(new LinkedHashMap<>());

    /** @param champion whose model the build may ask for */
    InputAudit(EvidenceAudit audit, ArtifactStore artifacts, Optional<ResolvedBaseline> champion) {
        this.audit = audit;
        this.artifacts = artifacts;
        this.fetcher = new DatasetFileFetcher(artifacts);
        this.champion = champion;
    }

    @Override
    public InputStream open(DataFile file) {
        requested.putIfAbsent(file.ref(), file);
        return fetcher.open(file);
    }

    @Override
    public Path localFile(DataFile file, Path folder) {
        requested.putIfAbsent(file.ref(), file);
        return fetcher.localFile(file, folder);
    }

    @Override
    public byte[] championModel() {
        ResolvedBaseline pinned = champion.orElseThrow();
        return audit.readAudited(
                Purpose.TRAIN, "champion_model", pinned.model(), () -> Champion.readModel(artifacts, pinned));
    }

    /**
     * Every file is verified before its rows are used. One that cannot be used is recorded as refused with the code of
     * the failure, which names it; the others that the build asked for were read.
     */
    <T> T auditRefusal(Supplier<T> prepare) {
        try {
            return prepare.get();
        } catch (FailureException failure) {
            audit.record(requestedFiles().stream()
                    .map(file -> resolutionAfter(failure, file))
                    .toList());
            throw failure;
        }
    }

    /** Records that the build has read the files that it asked for. */
    void recordFiles() {
        audit.record(requestedFiles().stream().map(InputAudit::resolved).toList());
    }

    private List<DataFile> requestedFiles() {
        synchronized (requested) {
            return List.copyOf(requested.values());
        }
    }

    private static ReferenceAccess resolved(DataFile file) {
        return ReferenceAccess.resolved(
                Purpose.TRAIN, "dataset_file", new ArtifactRef(file.ref(), file.sha256(), file.bytes()));
    }

    private static ReferenceAccess resolutionAfter(FailureException failure, DataFile file) {
        return String.valueOf(failure.getMessage()).contains(file.ref())
                ? ReferenceAccess.refused(Purpose.TRAIN, "dataset_file", file.ref(), failure.code())
                : resolved(file);
    }
}
