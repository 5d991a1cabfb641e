package io.modelfactory.worker.chaos.injection;

import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.ForwardingArtifactStore;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.TransientFaultException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A store with points around each write and before each read, named by the key without the ids of run and request. */
public final class InstrumentedArtifactStore extends ForwardingArtifactStore {
    private final InjectionPoints points;

    InstrumentedArtifactStore(ArtifactStore real, InjectionPoints points) {
        super(real);
        this.points = points;
    }

    /** The key without ids, which is the same for the same artifact of every run. */
    public static String shape(String key) {
        return key.replaceAll("(?<=job_invocations/)[^/]+(?=\\.json)", "{request}")
                .replaceAll("tr_[0-9a-f]{32}", "{run}")
                .replaceAll("er_[0-9a-f]{16}", "{report}")
                .replaceAll("bundle_[0-9a-f]{32}/v0-[0-9a-f]{12}", "{bundle}")
                .replaceAll("dm_[a-z0-9_]+", "{dataset}")
                .replaceAll("^platform_[^/]+/", "");
    }

    @Override
    public ArtifactRef write(String key, byte[] content, FailureCode ifDifferent) {
        String subject = shape(key);
        pass("artifact.write.before " + subject);
        boolean absent = super.size(key).isEmpty();
        if (absent && points.isNext(halfWrittenPoint(subject))) {
            writeHalf(key, content, ifDifferent);
        } else {
            if (absent) {
                pass(halfWrittenPoint(subject));
            }
            super.write(key, content, ifDifferent);
        }
        pass("artifact.write.after " + subject);
        return ArtifactRef.of(key, content);
    }

    private static String halfWrittenPoint(String subject) {
        return "artifact.write.half " + subject;
    }

    private void writeHalf(String key, byte[] content, FailureCode ifDifferent) {
        try (StallingFile file = StallingFile.of(content, () -> points.pass(halfWrittenPoint(shape(key))))) {
            super.writeFile(key, file.path(), ifDifferent);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public ArtifactRef writeFile(String key, Path content, FailureCode ifDifferent) {
        try {
            return write(key, Files.readAllBytes(content), ifDifferent);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<byte[]> read(String key, long maxBytes) {
        passBeforeRead(key);
        return super.read(key, maxBytes);
    }

    @Override
    public Optional<InputStream> open(String key) {
        passBeforeRead(key);
        return super.open(key);
    }

    @Override
    public List<String> keysUnder(String folder) {
        passBeforeRead(folder);
        return super.keysUnder(folder);
    }

    @Override
    public Optional<Long> size(String key) {
        passBeforeRead(key);
        return super.size(key);
    }

    @Override
    public Optional<Path> localFile(String key, Path scratch) {
        passBeforeRead(key);
        return super.localFile(key, scratch);
    }

    private void passBeforeRead(String key) {
        pass("artifact.read " + shape(key));
    }

    private void pass(String point) {
        try {
            points.pass(point);
        } catch (InjectedFault fault) {
            throw new TransientFaultException("the store: " + fault.getMessage(), fault);
        }
    }
}
