package io.modelfactory.worker.card;

import com.fasterxml.jackson.databind.JsonNode;

/** The test rows by class and by what the model takes them for; a share of nothing is not a number. */
record Confusion(String threshold, long truePositives, long falsePositives, long trueNegatives, long falseNegatives) {

    static Confusion of(JsonNode metrics) {
        JsonNode confusion = metrics.path("confusion");
        return new Confusion(
                confusion.path("threshold").asText(),
                confusion.path("true_positives").asLong(),
                confusion.path("false_positives").asLong(),
                confusion.path("true_negatives").asLong(),
                confusion.path("false_negatives").asLong());
    }

    long positives() {
        return truePositives + falseNegatives;
    }

    long negatives() {
        return falsePositives + trueNegatives;
    }

    double shareOfPositives() {
        return (double) positives() / (positives() + negatives());
    }

    double recall() {
        return (double) truePositives / positives();
    }

    double precision() {
        return (double) truePositives / (truePositives + falsePositives);
    }

    double falsePositiveRate() {
        return (double) falsePositives / negatives();
    }
}
