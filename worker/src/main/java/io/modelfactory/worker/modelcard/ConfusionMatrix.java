package io.modelfactory.worker.modelcard;

import com.fasterxml.jackson.databind.JsonNode;

/** The test rows by class and by what the model takes them for; a share of nothing is not a number. */
record ConfusionMatrix(
        String threshold, long truePositives, long falsePositives, long trueNegatives, long falseNegatives) {

    static ConfusionMatrix of(JsonNode metrics) {
        JsonNode confusion = metrics.path("confusion");
        return new ConfusionMatrix(
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
