package io.modelfactory.worker.app.cli.request;

import io.modelfactory.contracts.JobCommand;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.operator.PreparedRequest;
import io.modelfactory.worker.app.operator.RequestPreparer;
import io.modelfactory.worker.request.PublishRetryRequest;
import picocli.CommandLine.Command;

/** {@code mf request publish-retry}: asks to publish a passed run again. */
@Command(
        name = "publish-retry",
        description = {
            "Asks to publish a run again that passed and whose publication is pending.",
            "Nothing is trained again; how often it may be asked for is bounded by the launcher policy."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {
            "0:sent; with --wait: published; with --dry-run: it would be ALLOWED",
            "1:refused or failed by the name that the message begins with, such as RETRY_NOT_PENDING,"
                    + " PUBLISH_RETRY_EXHAUSTED or RUN_NOT_FOUND",
            ExitCode.USAGE_ERROR_HELP,
            "3:with --wait: no receipt when the time of --timeout or --outage was over",
            "4:with --wait: the publication is still pending"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  mf request publish-retry RUN_KEY --reason 'registry is back' --dry-run",
            "  mf request publish-retry RUN_KEY --reason 'registry is back' --requester HUMAN::ada --wait"
        })
final class PublishRetryCommand extends RunPublicationCommand {

    @Override
    String command() {
        return JobCommand.PUBLISH_RETRY;
    }

    @Override
    PreparedRequest prepare(
            RequestPreparer preparer, String id, String key, String why, String platformRun, String asking) {
        return preparer.publishRetry(id, new PublishRetryRequest(key, why), platformRun, asking);
    }
}
