package io.modelfactory.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.closure.IndependentProgram;
import io.modelfactory.worker.closure.IndependentProgram.ProgramResult;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** A published bundle, and programs that know the contracts' README alone. */
@TestInstance(Lifecycle.PER_CLASS)
class GoldenVectorsIT {
    private StageFixture factory;
    private RunRecord run;
    private Path bundle;
    private Path folder;

    @BeforeAll
    void publish(@TempDir Path temporary) throws IOException {
        folder = temporary;
        factory = new StageFixture(folder.resolve("platform"), 1);
        Path profile = factory.storeRoot.resolve("profiles/training.yaml");
        Files.createDirectories(Objects.requireNonNull(profile.getParent()));
        Files.writeString(
                profile,
                Files.readString(StageFixture.PROFILES.resolve("training_profile_credit_v0.yaml"))
                        + "calibration: sigmoid\n");
        String runKey = factory.submitTrainBuild(
                "request.0001", true, request -> request.put("training_config_ref", "profiles/training.yaml"));
        factory.executeAll();
        run = factory.run(runKey);
        assertThat(run.state()).as(run.failureMessage().orElse("")).isEqualTo(RunState.PUBLISHED);
        bundle = Objects.requireNonNull(stored("registry_record").getParent());
    }

    @AfterAll
    void close() {
        factory.close();
    }

    /** Eight mistakes that scorers make; a right scorer meets every margin bit by bit. */
    @Test
    void everyMistakeOfAScorerShowsInTheSample() throws IOException {
        ProgramResult ended =
                IndependentProgram.goldenScorer().run(folder.resolve("golden.log"), List.of(bundle.toString()));

        assertThat(ended.exitCode())
                .as(() -> "see " + folder.resolve("golden.log"))
                .isZero();
        Map<String, Integer> wrongRows = new HashMap<>();
        ended.output()
                .lines()
                .filter(line -> line.matches("[A-Z_]+ \\d+"))
                .forEach(line -> wrongRows.put(line.split(" ", -1)[0], Integer.parseInt(line.split(" ", -1)[1])));
        assertThat(wrongRows).hasSize(9).containsEntry("NONE", 0);
        wrongRows.remove("NONE");
        assertThat(wrongRows).allSatisfy((mistake, rows) -> assertThat(rows).isGreaterThan(5));
    }

    @Test
    void theSampleGoesBothWaysAtNearlyAllSplits() throws IOException {
        JsonNode sample = Json.parse(Files.readAllBytes(bundle.resolve("scoring_sample.json")));

        double splits = sample.at("/coverage/splits").asDouble();
        assertThat(sample.at("/coverage/both_sides").asDouble() / splits).isGreaterThanOrEqualTo(0.99);
        int constructedFrom = sample.path("constructed_from").intValue();
        String constructed = "";
        for (int row = constructedFrom; row < sample.path("inputs").size(); row++) {
            constructed += sample.path("inputs").path(row);
        }
        assertThat(constructed).contains("null", "\"unknown\"", "E38", "-3.40282");
    }

    private Path stored(String name) {
        return factory.storeRoot
                .resolve(Objects.requireNonNull(run.refs().get(name)).ref())
                .toAbsolutePath();
    }
}
