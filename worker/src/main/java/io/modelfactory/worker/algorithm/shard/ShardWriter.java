package io.modelfactory.worker.algorithm.shard;

import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.model.RowPiece;
import io.modelfactory.worker.model.RowPieces;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Divides rows into shards of successive rows, as many in each as in any other or one more. */
public final class ShardWriter {
    private final Path folder;
    private final String part;
    private final Completion completion;

    /** What is done with a shard before the next one is written. */
    @FunctionalInterface
    public interface Completion {
        void completed(Path shard) throws IOException;
    }

    /** @param part beginning of the files' names */
    public ShardWriter(Path folder, String part, Completion completion) {
        this.folder = folder;
        this.part = part;
        this.completion = completion;
    }

    /**
     * @param shards at most as many as there are rows
     * @return the digest of each shard
     */
    public List<String> write(RowPieces rows, int shards) throws IOException {
        if (shards > rows.rows()) {
            throw new IllegalArgumentException(rows.rows() + " rows leave some of " + shards + " shards empty");
        }
        PieceReader source = new PieceReader(rows.open());
        List<String> digests = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
            long end = (long) rows.rows() * (shard + 1) / shards;
            long begin = (long) rows.rows() * shard / shards;
            Path file = folder.resolve(ShardFile.name(part, shard));
            write(file, source, (int) (end - begin), rows.columns());
            try (InputStream written = Files.newInputStream(file)) {
                digests.add(Sha256.hex(written));
            }
            completion.completed(file);
        }
        return digests;
    }

    private static void write(Path file, PieceReader source, int count, int columns) throws IOException {
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            source.write(source.layout(count, columns), new NumberFile(out));
        }
    }

    /** Rows one after the other. */
    private static final class PieceReader {
        private final RowPieces.Cursor cursor;
        private Optional<RowPiece> piece;
        private int row;

        PieceReader(RowPieces.Cursor cursor) {
            this.cursor = cursor;
            this.piece = cursor.next();
        }

        ShardLayout layout(int rows, int columns) {
            RowPiece first = current();
            return new ShardLayout(
                    rows,
                    columns,
                    first.weights().isPresent(),
                    first.eventKeys().isPresent());
        }

        /** Writes a shard of the next rows. */
        void write(ShardLayout layout, NumberFile out) throws IOException {
            out.writeHeader(layout);
            int written = 0;
            while (written < layout.rows()) {
                RowPiece from = current();
                int count = Math.min(from.rows() - row, layout.rows() - written);
                out.write(from.values(), row * layout.columns(), count * layout.columns(), layout.values(written));
                out.write(from.labels(), row, count, layout.label(written));
                if (layout.weighted()) {
                    out.write(from.weights().orElseThrow(), row, count, layout.weight(written));
                }
                if (layout.keyed()) {
                    out.write(from.eventKeys().orElseThrow(), row, count, layout.key(written));
                }
                row += count;
                written += count;
            }
        }

        private RowPiece current() {
            while (row >= piece.orElseThrow().rows()) {
                piece = cursor.next();
                row = 0;
            }
            return piece.orElseThrow();
        }
    }
}
