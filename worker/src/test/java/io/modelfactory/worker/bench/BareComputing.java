package io.modelfactory.worker.bench;

import java.nio.file.Path;
import java.util.function.Supplier;

/** Reads the rows and trains by the library alone; the files say nothing. */
record BareComputing(Path rows, Supplier<XgboostBaseline> training) implements FloorComputing {
    @Override
    public Runnable next() {
        return () -> {
            PlainCsvReader.columns(rows);
            if (training.get().auc() <= 0.5) {
                throw new IllegalStateException("the library has learnt nothing");
            }
        };
    }

    @Override
    public byte[] content(int number) {
        return new byte[ForcedFileWriter.FILE_BYTES];
    }

    @Override
    public void close() {
        // Nothing is kept.
    }
}
