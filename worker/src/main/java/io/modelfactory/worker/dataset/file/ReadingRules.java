package io.modelfactory.worker.dataset.file;

import io.modelfactory.worker.resolve.CsvDialect;
import io.modelfactory.worker.resolve.DatasetMaterialization;
import io.modelfactory.worker.resolve.DatasetMaterialization.Format;
import java.util.ArrayList;
import java.util.List;

/**
 * How the files of one dataset are read, as its materialization declares it.
 *
 * @param missing texts that mean "no value"; the empty text is the first
 */
public record ReadingRules(
        Format format, CsvDialect csv, List<String> missing, TimeFormat eventTimes, TimeFormat labelTimes) {

    public ReadingRules {
        missing = List.copyOf(missing);
    }

    public static ReadingRules of(DatasetMaterialization materialization) {
        List<String> missing = new ArrayList<>(List.of(""));
        materialization.missing().ifPresent(missing::addAll);
        return new ReadingRules(
                materialization.format(),
                materialization.csv().orElse(CsvDialect.DEFAULT),
                missing.stream().map(TextForm::of).distinct().toList(),
                TimeFormat.of(materialization.columns().timeFormat()),
                TimeFormat.of(materialization.columns().labelTimeFormat()));
    }

    /** The rules of a CSV file that was decompressed and written anew as UTF-8. */
    ReadingRules asUtf8() {
        return new ReadingRules(format, csv.asUtf8(), missing, eventTimes, labelTimes);
    }

    public boolean isCsv() {
        return format == Format.CSV;
    }

    /** The missing marks that are numbers; they mean "no value" in numeric columns of every format. */
    List<String> missingNumbers() {
        return missing.stream()
                .filter(mark -> mark.matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?"))
                .toList();
    }
}
