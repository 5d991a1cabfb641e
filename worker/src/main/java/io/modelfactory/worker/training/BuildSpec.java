package io.modelfactory.worker.training;

import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.modelfactory.worker.dataset.HoldoutViews;
import io.modelfactory.worker.evaluate.Champion;
import io.modelfactory.worker.resolve.ResolvedDataset;
import io.modelfactory.worker.resolve.TrainingProfile;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is to be computed. It survives the way through JSON, and holds nothing that is secret.
 *
 * @param folder a working folder of this build alone, with room for spilled data; absolute
 * @param datasets their rows are put together
 * @param startedAt pinned start of the run
 * @param sliceColumns categorical features by whose values the test rows are sliced
 * @param champion the model to compare with, if the governance profile pins one
 */
public record BuildSpec(
        String runKey,
        @JsonSerialize(using = ToStringSerializer.class) Path folder,
        List<ResolvedDataset> datasets,
        TrainingProfile profile,
        int stageSeed,
        Instant startedAt,
        List<String> sliceColumns,
        Optional<Champion> champion) {

    public BuildSpec {
        if (!folder.isAbsolute()) {
            throw new IllegalArgumentException("folder must be absolute: " + folder);
        }
        datasets = List.copyOf(datasets);
        sliceColumns = List.copyOf(sliceColumns);
    }

    /** How the test rows are to be read beside the candidate's matrix. */
    public HoldoutViews holdoutViews() {
        return new HoldoutViews(champion.map(Champion::features).orElse(List.of()), sliceColumns);
    }

    /** Rows that the datasets declare. */
    public long rows() {
        return datasets.stream()
                .mapToLong(dataset -> dataset.materialization().rowCount())
                .sum();
    }

    /** Features that each of them declares; all datasets of a plan have the same, or the build is refused. */
    public int columns() {
        return datasets.get(0).materialization().columns().features().size();
    }
}
