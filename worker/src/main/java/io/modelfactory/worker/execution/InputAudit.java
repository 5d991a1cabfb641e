package io.modelfactory.worker.execution;

import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.EvidenceAudit;
import io.modelfactory.worker.artifact.ReferenceAccess;
import io.modelfactory.worker.artifact.ReferenceAccess.Purpose;
import io.modelfactory.worker.evaluate.Champion;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import io.modelfactory.worker.resolve.ResolvedBaseline;
import io.modelfactory.worker.resolve.ResolvedDataset;
import java.util.List;
import java.util.function.Supplier;

/** Takes down the inputs that a build reads beyond its plan: the rows it trains on, and the champion it measures itself by. */
final class InputAudit {
    private final EvidenceAudit audit;

    InputAudit(EvidenceAudit audit) {
        this.audit = audit;
    }

    Champion auditChampion(ResolvedBaseline pinned, Supplier<Champion> load) {
        return audit.readAudited(Purpose.TRAIN, "champion_model", pinned.model(), load);
    }

    /**
     * Every file of the datasets is verified before its rows are used. One that stands in the way is refused by the code of
     * the failure, which names it; the others were read.
     */
    <T> T auditFiles(List<ResolvedDataset> datasets, Supplier<T> prepare) {
        List<DataFile> files = datasets.stream()
                .flatMap(dataset -> dataset.materialization().files().stream())
                .toList();
        try {
            T prepared = prepare.get();
            audit.record(files.stream().map(InputAudit::resolved).toList());
            return prepared;
        } catch (FailureException failure) {
            audit.record(
                    files.stream().map(file -> resolutionAfter(failure, file)).toList());
            throw failure;
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
