package io.modelfactory.worker.closure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.closure.IndependentProgram.ProgramResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The independent programs around a golden flow; they get locations and nothing else. */
final class IndependentReaders {
    private final GoldenFlow flow;

    IndependentReaders(GoldenFlow flow) {
        this.flow = flow;
    }

    /** Has one of them read all topics around the factory. */
    ObservedMessages readTopics(Path log) throws IOException {
        ProgramResult ended = IndependentProgram.topicPrinter()
                .run(
                        log,
                        List.of(
                                flow.bootstrapServers(),
                                flow.registryUrl(),
                                flow.topics().ofsEvents(),
                                flow.topics().runEvents(),
                                flow.topics().registryEvents(),
                                flow.topics().control()));
        assertThat(ended.exitCode()).as("see " + log).isZero();
        List<JsonNode> lines = new ArrayList<>();
        for (String line : ended.output().lines().toList()) {
            lines.add(Json.parse(line.getBytes(StandardCharsets.UTF_8)));
        }
        return new ObservedMessages(lines);
    }

    /** Has the other judge what was published last, as it lies in that store. */
    JsonNode validateBundle(Path store, Path log) throws IOException {
        ProgramResult ended = IndependentProgram.registryReader()
                .run(
                        log,
                        List.of(
                                flow.bootstrapServers(),
                                flow.registryUrl(),
                                flow.topics().registryEvents(),
                                flow.topics().runEvents(),
                                store.toString(),
                                GoldenFlow.AVRO_SCHEMAS
                                        .toAbsolutePath()
                                        .normalize()
                                        .toString(),
                                GoldenFlow.JSON_SCHEMAS
                                        .toAbsolutePath()
                                        .normalize()
                                        .toString()));
        assertThat(ended.output()).as("see " + log).isNotBlank();
        JsonNode verdict = Json.parse(ended.output().getBytes(StandardCharsets.UTF_8));
        assertThat(ended.exitCode()).isEqualTo(verdict.path("verdict").asText().equals("ADMISSIBLE") ? 0 : 1);
        return verdict;
    }
}
