package io.modelfactory.worker.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What holds for every score of a model, derived from its file alone.
 *
 * @param maxDepth splits on the longest path
 * @param maxNodesVisited nodes that the costliest row visits
 * @param bytes of the model file
 * @param baseMargin log-odds that the leaves are added to
 * @param monotone features whose declared direction is proven, in the order of the model's columns
 */
public record StructureCertificate(
        int trees, int maxDepth, long maxNodesVisited, long bytes, float baseMargin, List<MonotoneFeature> monotone) {
    /** The hyper-parameter that declares directions by feature name; 0 is none. */
    private static final String DECLARED = "monotone_constraints";

    public StructureCertificate {
        monotone = List.copyOf(monotone);
    }

    /** @param direction 1 if the score never falls with the feature, -1 if it never rises */
    public record MonotoneFeature(String feature, int direction) {}

    /**
     * @param features the model's columns
     * @param bytes of the model file
     * @throws IllegalStateException if a declared direction cannot be proven
     */
    public static StructureCertificate of(
            ModelStructure model, List<EncodedFeature> features, Map<String, JsonNode> hyperParameters, long bytes) {
        List<MonotoneFeature> proven = new ArrayList<>();
        for (int column = 0; column < features.size(); column++) {
            String name = features.get(column).name();
            JsonNode declared = hyperParameters.get(DECLARED);
            int direction = declared == null ? 0 : declared.path(name).asInt(0);
            if (direction != 0) {
                if (!model.isMonotone(column, direction)) {
                    throw new IllegalStateException(
                            DECLARED + "." + name + ": " + direction + " does not hold for the trees of the model");
                }
                proven.add(new MonotoneFeature(name, direction));
            }
        }
        ModelSize size = model.size();
        return new StructureCertificate(
                size.trees(), size.maxDepth(), size.maxNodesVisited(), bytes, model.baseMargin(), proven);
    }
}
