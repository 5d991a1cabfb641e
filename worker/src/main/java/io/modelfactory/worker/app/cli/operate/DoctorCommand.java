package io.modelfactory.worker.app.cli.operate;

import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.cli.answer.OutputOption;
import io.modelfactory.worker.app.cli.option.ProfileOption;
import io.modelfactory.worker.app.cli.option.TimeoutOption;
import io.modelfactory.worker.app.doctor.Doctor;
import io.modelfactory.worker.app.doctor.DoctorFinding;
import io.modelfactory.worker.app.doctor.DoctorFinding.Severity;
import io.modelfactory.worker.artifact.Json;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mf doctor}: whether a worker would find what it needs. */
@Command(
        name = "doctor",
        description = {
            "Examine everything that a worker depends on.",
            "Brokers, topics and what the worker may do with them, database, ledger and privileges, clock, schema"
                    + " registry, object store, scratch folder, Java and memory; all at once.",
            "If the profile trains on Spark, its cluster too, by as many tasks as a training has; they train nothing."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {
            "0:nothing would keep a worker from its work, though there may be warnings",
            "1:something would; each FAIL names the fact and the fix",
            ExitCode.USAGE_ERROR_HELP
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  mf doctor --profile config/profiles/prod.yaml",
            "  mf doctor --json | jq 'select(.verdict != \"OK\")'"
        })
public final class DoctorCommand implements Callable<Integer> {
    @Mixin
    private final ProfileOption profile = new ProfileOption();

    @Mixin
    private final TimeoutOption timeout = new TimeoutOption();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Override
    public Integer call() throws InterruptedException {
        List<DoctorFinding> findings =
                Doctor.of(profile.load(new JsonSchemas()), timeout.value()).examine();
        findings.forEach(finding -> output.print(Json.tree(finding), () -> text(finding)));
        boolean failed = findings.stream().anyMatch(finding -> finding.verdict() == Severity.FAIL);
        return failed ? ExitCode.FAILED : ExitCode.SUCCESS;
    }

    private static String text(DoctorFinding finding) {
        return "%-5s %s: %s%s"
                .formatted(
                        finding.verdict(),
                        finding.subject(),
                        finding.fact(),
                        finding.fix()
                                .map(fix -> "%n      fix: %s".formatted(fix))
                                .orElse(""));
    }
}
