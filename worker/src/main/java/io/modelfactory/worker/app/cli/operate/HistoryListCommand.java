package io.modelfactory.worker.app.cli.operate;

import com.zaxxer.hikari.HikariDataSource;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.cli.answer.OutputOption;
import io.modelfactory.worker.app.cli.answer.TextTable;
import io.modelfactory.worker.app.cli.option.ProfileOption;
import io.modelfactory.worker.app.cli.option.TimeoutOption;
import io.modelfactory.worker.app.wiring.DatabaseFactory;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.ledger.retention.MonthlyHistory;
import io.modelfactory.worker.ledger.retention.MonthlyHistory.HistoryMonth;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mf history list}: which months the ledger holds. */
@Command(
        name = "list",
        description = "Lists the months of events, requests and audits that the ledger holds, oldest first.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {ExitCode.SUCCESS_HELP, ExitCode.FAILED_HELP, ExitCode.USAGE_ERROR_HELP})
final class HistoryListCommand implements Callable<Integer> {
    private static final long MB = 1 << 20;

    @Mixin
    private final ProfileOption profile = new ProfileOption();

    @Mixin
    private final TimeoutOption timeout = new TimeoutOption();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Override
    public Integer call() {
        try (HikariDataSource database = DatabaseFactory.connectReadOnly(
                profile.load(new JsonSchemas()).profile().wiring().database(), timeout.value())) {
            List<HistoryMonth> months = new MonthlyHistory(database).months();
            if (output.isJson()) {
                months.forEach(month -> output.print(
                        Json.object()
                                .put("month", month.month().toString())
                                .put("rows", month.rows())
                                .put("bytes", month.bytes()),
                        () -> ""));
            } else {
                output.print(Json.object(), () -> table(months));
            }
        }
        return ExitCode.SUCCESS;
    }

    private String table(List<HistoryMonth> months) {
        TextTable table = new TextTable("MONTH", "ROWS (ESTIMATE)", "MB");
        months.forEach(month ->
                table.row(month.month().toString(), String.valueOf(month.rows()), String.valueOf(month.bytes() / MB)));
        return table.text(output.columns());
    }
}
