package io.modelfactory.worker.inspect.reproduce;

import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.artifact.folder.OverlayArtifactStore;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.inspect.reproduce.Reproduction.Artifact;
import io.modelfactory.worker.inspect.reproduce.Reproduction.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Compares what was written to an overlay with what lies below it, byte by byte. */
final class OverlayComparison {
    private final ArtifactStore stored;
    private final OverlayArtifactStore again;

    OverlayComparison(ArtifactStore stored, OverlayArtifactStore again) {
        this.stored = stored;
        this.again = again;
    }

    /** @param refs what the run had written; it may have written more before it failed */
    List<Artifact> of(Map<String, ArtifactRef> refs) {
        TreeSet<String> keys = new TreeSet<>(again.written().keySet());
        refs.values().forEach(ref -> keys.add(ref.ref()));
        return keys.stream().map(this::compare).toList();
    }

    private Artifact compare(String key) {
        Optional<String> before = digest(key);
        Optional<String> now = Optional.ofNullable(again.written().get(key)).map(ArtifactRef::sha256);
        if (now.isEmpty()) {
            return new Artifact(key, Verdict.NOT_MADE, before, now, List.of());
        } else if (before.isEmpty()) {
            return new Artifact(key, Verdict.NOT_STORED, before, now, List.of());
        }
        return before.equals(now)
                ? new Artifact(key, Verdict.IDENTICAL, before, now, List.of())
                : new Artifact(key, Verdict.DIFFERENT, before, now, differences(key));
    }

    private Optional<String> digest(String key) {
        Optional<InputStream> content = stored.open(key);
        try {
            return content.isPresent() ? Optional.of(Sha256.hex(content.get())) : Optional.empty();
        } catch (IOException e) {
            throw new TransientFaultException("cannot read " + key, e);
        }
    }

    private List<String> differences(String key) {
        if (tooLarge(stored.size(key)) || tooLarge(again.size(key))) {
            return List.of();
        }
        byte[] before = stored.read(key, DocumentStore.MAX_DOCUMENT_BYTES).orElseThrow();
        byte[] now = again.read(key, DocumentStore.MAX_DOCUMENT_BYTES).orElseThrow();
        return JsonDifferences.between(before, now);
    }

    private static boolean tooLarge(Optional<Long> size) {
        return size.orElse(0L) > DocumentStore.MAX_DOCUMENT_BYTES;
    }
}
