package io.modelfactory.worker.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The files of a run, to be made again: documents from their trees. */
final class RunContent {
    /**
     * @param sha256 of the bytes
     * @param document if it is JSON
     * @param kind of the document, if it is to be judged
     * @param copy of another file of the run, which is not made a second time
     */
    @SuppressWarnings("ArrayRecordComponent") // carried, never compared
    private record Content(
            byte[] bytes, String sha256, Optional<JsonNode> document, Optional<ContractDocument> kind, boolean copy) {}

    private final List<Content> files;
    private final Optional<JsonSchemas> schemas;

    private RunContent(List<Content> files, Optional<JsonSchemas> schemas) {
        this.files = List.copyOf(files);
        this.schemas = schemas;
    }

    /**
     * @param run leaves its files in the store
     * @param schemas that each document is judged by when it is made again; empty to judge none
     */
    static RunContent ofRun(Path store, Runnable run, Optional<JsonSchemas> schemas) throws IOException {
        Set<Path> before = files(store);
        run.run();
        Set<Path> left = files(store);
        left.removeAll(before);
        List<Content> files = new ArrayList<>();
        Set<String> digests = new HashSet<>();
        for (Path file : left) {
            byte[] bytes = Files.readAllBytes(file);
            String sha256 = Sha256.hex(bytes);
            Optional<JsonNode> document =
                    file.toString().endsWith(".json") ? Optional.of(Json.parse(bytes)) : Optional.empty();
            Optional<ContractDocument> kind = schemas.flatMap(judge -> document.map(json -> kind(judge, json)));
            files.add(new Content(bytes, sha256, document, kind, !digests.add(sha256)));
        }
        return new RunContent(files, schemas);
    }

    private static ContractDocument kind(JsonSchemas schemas, JsonNode document) {
        return Arrays.stream(ContractDocument.values())
                .filter(kind -> schemas.violations(kind, document).isEmpty())
                .findFirst()
                .orElseThrow();
    }

    private static Set<Path> files(Path store) throws IOException {
        try (Stream<Path> all = Files.walk(store)) {
            return all.filter(Files::isRegularFile).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** The bytes of a file, made canonical and digested as the run does; after the last one comes the first again. */
    byte[] make(int number) {
        Content file = files.get(number % files.size());
        if (file.copy()) {
            return file.bytes();
        }
        if (file.kind().isPresent() && !isValid(file)) {
            throw new IllegalStateException("file " + number + " breaks its contract");
        }
        byte[] bytes = file.document().map(CanonicalJson::bytes).orElse(file.bytes());
        if (!Sha256.hex(bytes).equals(file.sha256())) {
            throw new IllegalStateException("file " + number + " has other bytes than the run's");
        }
        return bytes;
    }

    private boolean isValid(Content file) {
        return schemas.orElseThrow()
                .violations(file.kind().orElseThrow(), file.document().orElseThrow())
                .isEmpty();
    }
}
