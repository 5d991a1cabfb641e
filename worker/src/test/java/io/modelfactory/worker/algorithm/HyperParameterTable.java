package io.modelfactory.worker.algorithm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The table of an algorithm's hyper-parameters on the page on training profiles. */
public final class HyperParameterTable {
    private HyperParameterTable() {}

    /** The rows as the page has them. */
    public static List<String> onThePage(String algorithmId) throws IOException {
        String page = Files.readString(Path.of("..", "runbooks", "training-profiles.md"));
        String section = page.split("## Hyper-parameters of `" + algorithmId + "`\n", 2)[1]
                .split("\n## ", 2)[0];
        return section.lines()
                .filter(line -> line.matches("\\| `\\w+` \\| .* \\|.*\\|.*\\|"))
                .toList();
    }

    /** The rows as the algorithm's declarations make them. */
    public static List<String> of(List<HyperParameter> parameters) {
        return parameters.stream().map(HyperParameterTable::row).toList();
    }

    private static String row(HyperParameter parameter) {
        String names =
                parameter.otherNames().stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
        return "| `%s` | %s | %s | %s|"
                .formatted(
                        parameter.name(),
                        parameter.expectation(),
                        parameter.unset(),
                        names.isEmpty() ? "" : names + " ");
    }
}
