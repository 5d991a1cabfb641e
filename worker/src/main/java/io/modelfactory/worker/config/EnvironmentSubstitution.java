package io.modelfactory.worker.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.modelfactory.worker.artifact.Json;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts environment variables into the texts of a parsed document, written as in a shell: a name in braces after a
 * dollar must be set, one with {@code :-} and a default may be unset or empty; two dollars before the brace are a
 * literal dollar. It works on values, after parsing, so that no variable can add a key.
 */
final class EnvironmentSubstitution {
    private static final Pattern VARIABLE =
            Pattern.compile("\\$\\$\\{|\\$\\{([A-Za-z_][A-Za-z0-9_]*)(:-([^${}]*))?}|\\$\\{");

    private final Map<String, String> variables;

    EnvironmentSubstitution(Map<String, String> variables) {
        this.variables = Map.copyOf(variables);
    }

    JsonNode fill(JsonNode node, String path, List<String> problems) {
        if (node instanceof ObjectNode object) {
            ObjectNode filled = Json.object();
            object.properties()
                    .forEach(member -> filled.set(
                            member.getKey(),
                            fill(member.getValue(), ProfileSection.join(path, member.getKey()), problems)));
            return filled;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode filled = array.arrayNode();
            for (int i = 0; i < array.size(); i++) {
                filled.add(fill(array.get(i), path + "[" + i + "]", problems));
            }
            return filled;
        }
        return node.isTextual() ? TextNode.valueOf(fillText(node.textValue(), path, problems)) : node;
    }

    private String fillText(String text, String path, List<String> problems) {
        return VARIABLE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(valueOf(found, path, problems)));
    }

    private String valueOf(MatchResult found, String path, List<String> problems) {
        if (found.group().equals("$${")) {
            return "${";
        }
        String name = found.group(1);
        if (name == null) {
            problems.add(
                    path + ": has a ${ that starts no variable; write ${NAME}, ${NAME:-default}, or $${ for the text");
            return "";
        }
        String value = variables.get(name);
        String fallback = found.group(3);
        if (fallback != null) {
            return value == null || value.isEmpty() ? fallback : value;
        }
        if (value == null) {
            problems.add("%s: the environment has no %s; set it, or write ${%s:-default}".formatted(path, name, name));
            return "";
        }
        return value;
    }
}
