package io.modelfactory.worker.execution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.ledger.run.RunRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Runs of card payments, each under profiles of its own. */
public abstract class CardPaymentRuns {
    protected static final String XGBOOST = "xgboost_hist";
    protected static final String SMALL = "rounds: 20, max_depth: 3";
    protected static final String PLAIN = "decision_threshold: 0.5";
    protected static final String EASY = "eval_thresholds: {min_auc_roc: 0.6, min_brier_skill: 0.01}\n";

    @TempDir
    protected Path folder = Path.of("");

    protected StageFixture factory;
    protected CardPaymentsFixture payments;

    @BeforeEach
    final void start() throws IOException {
        factory = new StageFixture(folder, 1);
        payments = new CardPaymentsFixture(factory.storeRoot);
    }

    @AfterEach
    final void stop() {
        factory.close();
    }

    /** @param governance members of the governance profile */
    protected RunRecord run(String name, String training, String governance, Consumer<ObjectNode> columns)
            throws IOException {
        String manifest = payments.write("dm_" + name, columns);
        String judging = payments.governance(name + "-governance", governance);
        String runKey = factory.submitTrainBuild("mf.payments." + name, true, document -> {
            document.put("training_config_ref", training).put("governance_profile_ref", judging);
            document.putArray("dataset_manifest_refs").add(manifest);
        });
        factory.executeAll();
        return factory.run(runKey);
    }

    protected final JsonNode document(RunRecord run, String name) throws IOException {
        return Json.parse(Files.readAllBytes(file(run, name)));
    }

    protected final Path file(RunRecord run, String name) {
        return factory.storeRoot.resolve(
                Objects.requireNonNull(run.refs().get(name)).ref());
    }

    /** The check of this name in the gate receipt. */
    protected final JsonNode check(RunRecord run, String name) throws IOException {
        for (JsonNode check : document(run, "gate_receipt").path("checks")) {
            if (check.path("check").asText().equals(name)) {
                return check;
            }
        }
        throw new AssertionError("no check " + name);
    }
}
