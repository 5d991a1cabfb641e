package io.modelfactory.worker.app.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Training profiles of the credit data that differ from the shipped one. */
public final class CreditProfiles {
    private CreditProfiles() {}

    /**
     * Of a training that tests do not wait for. Its steps are so small that the last trees are as deep as the first:
     * with the shipped ones little is left to learn after a few hundred, and thousands of rounds take seconds.
     */
    public static String trainingForMinutes() throws IOException {
        return Files.readString(Path.of(PlatformFixture.profileRef("training_profile_credit_v0.yaml")))
                .replace("rounds: 150", "rounds: 10000")
                .replace("learning_rate: 0.05", "learning_rate: 0.0001")
                .replace("max_depth: 4", "max_depth: 12")
                .replace("min_child_weight: 5", "min_child_weight: 0");
    }
}
