package io.modelfactory.worker.app.cli.inspect;

import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.cli.answer.OutputOption;
import io.modelfactory.worker.app.cli.answer.TextTable;
import io.modelfactory.worker.app.cli.option.ReadOnlySessionOption;
import io.modelfactory.worker.app.wiring.ReadOnlySession;
import io.modelfactory.worker.inspect.RunFinder;
import io.modelfactory.worker.inspect.verify.Verification;
import io.modelfactory.worker.inspect.verify.VerificationFinding;
import io.modelfactory.worker.inspect.verify.Verifier;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.run.RunRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mf verify}: whether everything is still there, unaltered, and belongs together. */
@Command(
        name = "verify",
        description = {
            "Reads a run's artifacts again; lists missing, altered, added, unlinked ones.",
            "Checks schemas, digests, links, derived ids and signatures; one line a finding.",
            "With --bundle, a bundle in the registry, without the ledger."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {
            "0:everything holds; of a run that failed, the evidence of its failure",
            "1:something is missing, altered, added, invalid or unlinked; or there is no such run, or ledger or store does"
                    + " not answer",
            ExitCode.USAGE_ERROR_HELP
        })
public final class VerifyCommand implements Callable<Integer> {
    @Mixin
    private final ReadOnlySessionOption inspection = new ReadOnlySessionOption();

    @Mixin
    private final OutputOption output = new OutputOption();

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private RunOrBundleOption subject;

    @Option(
            names = "--no-data",
            description = "Leave out the dataset's files, which may be large; their bytes are then not verified.")
    private boolean noData;

    @Option(
            names = "--trusted-key",
            paramLabel = "FILE",
            description = {
                "A public Ed25519 key in PEM; the bundle has to be signed by it, by another that is given here or by"
                        + " one of wiring.signing.trusted_keys. Without any, a signature is not asked for unless the"
                        + " launcher policy requires it."
            })
    private List<Path> trustedKeys = List.of();

    @Override
    public Integer call() {
        try (ReadOnlySession open = inspection.open()) {
            Verifier verifier = open.verifier(trustedKeys, output::progress);
            List<Verification> results = subject.runKey()
                    .map(key -> List.of(run(open.ledger(), verifier, key)))
                    .orElseGet(() ->
                            subject.bundles().stream().map(verifier::bundle).toList());
            results.forEach(result -> output.print(result.toJson(), () -> text(result)));
            return results.stream().allMatch(Verification::holds) ? ExitCode.SUCCESS : ExitCode.FAILED;
        }
    }

    private Verification run(RunLedger ledger, Verifier verifier, String runKey) {
        RunRecord run = new RunFinder(ledger).find(runKey);
        return verifier.run(run, ledger.requests(run.runKey()), !noData);
    }

    private String text(Verification result) {
        TextTable table = new TextTable("", "", "");
        for (VerificationFinding finding : result.findings()) {
            table.row(finding.kind().name(), finding.artifact(), finding.ref() + ": " + finding.problem());
        }
        result.notes().forEach(note -> table.row("note", "", note));
        String verdict = result.subject() + ": "
                + result.verdict() + "; "
                + result.objects() + " objects, " + result.bytes() + " bytes read";
        return result.findings().isEmpty() && result.notes().isEmpty()
                ? verdict
                : table.text(output.columns()) + System.lineSeparator() + verdict;
    }
}
