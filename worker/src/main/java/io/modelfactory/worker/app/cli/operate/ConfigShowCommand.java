package io.modelfactory.worker.app.cli.operate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.cli.answer.OutputOption;
import io.modelfactory.worker.app.cli.option.ProfileOption;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.config.ProfileLookup.ChosenProfile;
import io.modelfactory.worker.config.Yaml;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mf config show}: the configuration in effect. */
@Command(
        name = "show",
        description = {
            "Shows the configuration in effect: defaults and environment filled in, secrets masked.",
            "Says which profile it is and why. The first of these decides: --profile; MF_PROFILE; the key profile of"
                    + " ~/.config/model-factory/config.yaml; the platform that deploy/mf up runs;"
                    + " config/profiles/local.yaml. A relative name is looked up in the working directory, then where"
                    + " the Model Factory is installed."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {ExitCode.SUCCESS_HELP, ExitCode.FAILED_HELP, ExitCode.USAGE_ERROR_HELP})
final class ConfigShowCommand implements Callable<Integer> {
    @Mixin
    private final ProfileOption profile = new ProfileOption();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Override
    public Integer call() {
        ChosenProfile chosen = profile.chosen();
        ObjectNode view =
                Json.object().put("profile_file", chosen.file().toString()).put("profile_chosen_by", chosen.reason());
        view.setAll(profile.load(new JsonSchemas()).redacted());
        output.print(view, () -> Yaml.text(view));
        return ExitCode.SUCCESS;
    }
}
