package io.modelfactory.contracts;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.path.NodePath;
import com.networknt.schema.path.PathType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullMarked;

/**
 * Finds what JSON has no number for: NaN in a tree that code has built, infinity where a literal such as {@code 1e999}
 * was parsed. A threshold of that kind would be no threshold, and no keyword of JSON Schema refuses it.
 */
@NullMarked
final class NonFiniteNumbers {
    private final List<SchemaViolation> found = new ArrayList<>();

    private NonFiniteNumbers() {}

    static List<SchemaViolation> in(JsonNode content) {
        NonFiniteNumbers search = new NonFiniteNumbers();
        search.visit(content, new NodePath(PathType.JSON_PATH));
        return List.copyOf(search.found);
    }

    private void visit(JsonNode node, NodePath path) {
        if (node.isFloatingPointNumber() && !node.isBigDecimal() && !Double.isFinite(node.doubleValue())) {
            found.add(new SchemaViolation(path.toString(), "must be a finite number"));
        }
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            visit(member.getValue(), path.append(member.getKey()));
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            visit(node.get(i), path.append(i));
        }
    }
}
