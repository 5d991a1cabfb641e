package io.modelfactory.worker.inspect.compare;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.inspect.compare.RunAttributes.AttributeGroup;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Two runs side by side.
 *
 * @param lines in the order of {@link AttributeGroup}, within one by name
 * @param problems documents that could not be read, and why
 */
public record RunDiff(String runKeyA, String runKeyB, List<AttributeDiff> lines, List<String> problems) {

    public RunDiff {
        lines = List.copyOf(lines);
        problems = List.copyOf(problems);
    }

    /**
     * A value of both runs.
     *
     * @param a empty where run A has none
     * @param change B less A, where both are numbers of the evaluation
     */
    public record AttributeDiff(
            AttributeGroup section, String name, Optional<String> a, Optional<String> b, Optional<BigDecimal> change) {
        public boolean differs() {
            return !a.equals(b);
        }

        private static AttributeDiff of(AttributeGroup section, String name, Optional<String> a, Optional<String> b) {
            Optional<BigDecimal> change = section == AttributeGroup.METRICS
                    ? number(b).flatMap(later -> number(a).map(later::subtract))
                    : Optional.empty();
            return new AttributeDiff(section, name, a, b, change);
        }

        private static Optional<BigDecimal> number(Optional<String> text) {
            try {
                return text.map(BigDecimal::new);
            } catch (NumberFormatException noNumber) {
                return Optional.empty();
            }
        }
    }

    /** @param all whether values that are the same are listed too */
    public static RunDiff of(RunAttributes a, RunAttributes b, boolean all) {
        List<AttributeDiff> lines = new ArrayList<>();
        for (AttributeGroup section : AttributeGroup.values()) {
            Map<String, String> valuesOfA = a.section(section);
            Map<String, String> valuesOfB = b.section(section);
            Set<String> names = new TreeSet<>(valuesOfA.keySet());
            names.addAll(valuesOfB.keySet());
            names.stream()
                    .map(name -> AttributeDiff.of(
                            section,
                            name,
                            Optional.ofNullable(valuesOfA.get(name)),
                            Optional.ofNullable(valuesOfB.get(name))))
                    .filter(line -> all || line.differs())
                    .forEach(lines::add);
        }
        List<String> problems = new ArrayList<>(a.problems());
        problems.addAll(b.problems());
        return new RunDiff(a.runKey(), b.runKey(), lines, problems);
    }

    public ObjectNode toJson() {
        ObjectNode json = Json.objectTree(this);
        json.put("differences", lines.stream().filter(AttributeDiff::differs).count());
        return json;
    }
}
