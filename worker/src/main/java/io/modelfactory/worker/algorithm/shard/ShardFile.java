package io.modelfactory.worker.algorithm.shard;

import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.artifact.url.ChangedContentException;
import io.modelfactory.worker.model.RowPiece;
import io.modelfactory.worker.model.RowPieces;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.util.HexFormat;
import java.util.Optional;

/** Rows of one shard, read a piece at a time. */
public final class ShardFile implements AutoCloseable {
    private final FileChannel file;
    private final ShardLayout layout;

    private ShardFile(FileChannel file, ShardLayout layout) {
        this.file = file;
        this.layout = layout;
    }

    /** @param part beginning of the name */
    public static String name(String part, int shard) {
        return part + "-" + shard + ".rows";
    }

    /**
     * @param digest that the file must have; it is read once to see
     * @throws IOException if it cannot be read, or has another digest
     */
    static ShardFile open(Path path, String digest) throws IOException {
        try (InputStream content = Files.newInputStream(path)) {
            requireDigest(String.valueOf(path.getFileName()), Sha256.hex(content), digest);
        }
        return of(FileChannel.open(path, StandardOpenOption.READ));
    }

    /**
     * Keeps the bytes in a file that is deleted with this one, or with the process if the system can.
     *
     * @param name for messages
     * @param digest that the bytes must have
     * @param local folder for the file
     */
    static ShardFile copy(InputStream content, String name, String digest, Path local) throws IOException {
        Path path = Files.createTempFile(local, "shard-", ".rows");
        FileChannel file = FileChannel.open(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        try {
            OutputStream kept = Channels.newOutputStream(file);
            DigestInputStream read = new DigestInputStream(content, Sha256.newDigest());
            read.transferTo(kept);
            requireDigest(name, HexFormat.of().formatHex(read.getMessageDigest().digest()), digest);
            return of(file);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    private static ShardFile of(FileChannel file) throws IOException {
        try {
            return new ShardFile(file, new NumberFile(file).readHeader());
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    private static void requireDigest(String name, String found, String expected) throws IOException {
        if (!found.equals(expected)) {
            throw new ChangedContentException(
                    "SHARD_CHANGED: " + name + " is not the shard that was written: its SHA-256 differs");
        }
    }

    /** @param pieceRows rows of a piece at most */
    public RowPieces pieces(int pieceRows) {
        return new RowPieces() {
            @Override
            public int rows() {
                return layout.rows();
            }

            @Override
            public int columns() {
                return layout.columns();
            }

            @Override
            public Cursor open() {
                return new ShardCursor(new NumberFile(file), layout, Math.min(pieceRows, layout.rows()));
            }
        };
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** A pass; its pieces use the same arrays. */
    private static final class ShardCursor implements RowPieces.Cursor {
        private final NumberFile file;
        private final ShardLayout layout;
        private final RowPiece piece;
        private int next;

        ShardCursor(NumberFile file, ShardLayout layout, int pieceRows) {
            this.file = file;
            this.layout = layout;
            this.piece = new RowPiece(
                    pieceRows,
                    new float[Math.multiplyExact(pieceRows, layout.columns())],
                    new float[pieceRows],
                    layout.weighted() ? Optional.of(new float[pieceRows]) : Optional.empty(),
                    layout.keyed() ? Optional.of(new long[pieceRows]) : Optional.empty());
        }

        @Override
        public Optional<RowPiece> next() {
            int count = Math.min(piece.rows(), layout.rows() - next);
            if (count == 0) {
                return Optional.empty();
            }
            try {
                read(count);
            } catch (IOException e) {
                throw new UncheckedIOException("a shard cannot be read", e);
            }
            next += count;
            return Optional.of(new RowPiece(count, piece.values(), piece.labels(), piece.weights(), piece.eventKeys()));
        }

        private void read(int count) throws IOException {
            file.read(layout.values(next), piece.values(), count * layout.columns());
            file.read(layout.label(next), piece.labels(), count);
            if (piece.weights().isPresent()) {
                file.read(layout.weight(next), piece.weights().get(), count);
            }
            if (piece.eventKeys().isPresent()) {
                file.read(layout.key(next), piece.eventKeys().get(), count);
            }
        }
    }
}
