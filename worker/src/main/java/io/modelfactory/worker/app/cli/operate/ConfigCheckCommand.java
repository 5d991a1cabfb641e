package io.modelfactory.worker.app.cli.operate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.cli.answer.OutputOption;
import io.modelfactory.worker.app.cli.option.ProfileOption;
import io.modelfactory.worker.app.wiring.WiringCheck;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.ConfigurationCheck.ConfigurationProblem;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mf config check}: whether a worker could start. */
@Command(
        name = "check",
        description = {
            "Reads the profile, the policies it pins and the ownership boundaries, and names everything that is wrong.",
            "It connects to no service; mf doctor checks whether they answer."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {"0:it can be used", "2:it cannot; every problem is named by file and path"})
final class ConfigCheckCommand implements Callable<Integer> {
    @Mixin
    private final ProfileOption profile = new ProfileOption();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Override
    public Integer call() {
        JsonSchemas schemas = new JsonSchemas();
        List<ConfigurationProblem> problems = profile.check(schemas);
        if (!problems.isEmpty()) {
            return refuse(problems);
        }
        Configuration configuration = profile.load(schemas);
        List<ConfigurationProblem> wiring = WiringCheck.of(configuration).stream()
                .map(problem -> new ConfigurationProblem(profile.toString(), problem))
                .toList();
        return wiring.isEmpty() ? approve(configuration) : refuse(wiring);
    }

    private int approve(Configuration configuration) {
        output.print(
                Json.object().put("usable", true).put("run_config_digest", configuration.runConfigDigest()),
                () -> profile + " can be used; its run-config digest is " + configuration.runConfigDigest());
        return ExitCode.SUCCESS;
    }

    private int refuse(List<ConfigurationProblem> problems) {
        ObjectNode document = Json.object().put("usable", false);
        document.set("problems", Json.tree(problems));
        output.print(
                document,
                () -> problems.stream()
                        .map(problem -> "  - " + problem.source() + ": " + problem.problem())
                        .collect(Collectors.joining("\n", profile + " cannot be used:\n", "")));
        return ExitCode.USAGE_ERROR;
    }
}
