package io.modelfactory.worker.app.cli.request;

import io.modelfactory.contracts.JobCommand;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.operator.PreparedRequest;
import io.modelfactory.worker.app.operator.RequestPreparer;
import io.modelfactory.worker.request.PublishOverrideRequest;
import picocli.CommandLine.Command;

/** {@code mf request publish-override}: asks to publish a run on which its gate could not decide. */
@Command(
        name = "publish-override",
        description = {
            "Asks to publish a run whose gate could not decide (GATE_INCONCLUSIVE, and nothing else).",
            "Always signed, and only for principals with a grant that has override: true. Nothing is trained again."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {
            "0:sent; with --wait: published; with --dry-run: it would be ALLOWED",
            "1:refused or failed by the name that the message begins with, such as OVERRIDE_NOT_APPLICABLE,"
                    + " REQUESTER_NOT_AUTHORISED, REQUEST_SIGNATURE_INVALID or RUN_NOT_FOUND",
            ExitCode.USAGE_ERROR_HELP,
            "3:with --wait: no receipt when the time was over",
            "4:with --wait: the publication is pending"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  mf request publish-override RUN_KEY --reason 'committee of 12 May' --dry-run",
            "  mf request publish-override RUN_KEY --reason 'committee of 12 May' --requester HUMAN::ada --wait"
        })
final class PublishOverrideCommand extends RunPublicationCommand {

    @Override
    String command() {
        return JobCommand.PUBLISH_OVERRIDE;
    }

    @Override
    PreparedRequest prepare(
            RequestPreparer preparer, String id, String key, String why, String platformRun, String asking) {
        return preparer.publishOverride(id, new PublishOverrideRequest(key, why), platformRun, asking);
    }
}
