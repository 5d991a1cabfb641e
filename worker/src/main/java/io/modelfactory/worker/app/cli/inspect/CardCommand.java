package io.modelfactory.worker.app.cli.inspect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.cli.answer.OutputOption;
import io.modelfactory.worker.app.cli.option.ReadOnlySessionOption;
import io.modelfactory.worker.app.wiring.ReadOnlySession;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.bundle.BundleIdentity;
import io.modelfactory.worker.inspect.ModelCardMatch;
import io.modelfactory.worker.inspect.RunFinder;
import io.modelfactory.worker.inspect.verify.Verification;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import io.modelfactory.worker.modelcard.CardFormat;
import io.modelfactory.worker.modelcard.ModelCard;
import io.modelfactory.worker.publish.PublishableRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mf card}: what was trained, on what, by whom, and why it passed. */
@Command(
        name = "card",
        description = {
            "Prints a model card: what was trained, on what, by whom, and why it passed.",
            "Made from the documents that are pinned by digest, then held against the stored card;",
            "of a published bundle it also says whether it is unaltered, and who signed it.",
            "A run that its gate has failed has a card too, which is stored nowhere."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {
            "0:the card is written, and what is stored beside the bundle is no other",
            "1:another card is stored; or no such run or bundle, no gate yet, a document missing or altered,"
                    + " ledger or store not answering",
            ExitCode.USAGE_ERROR_HELP
        })
public final class CardCommand implements Callable<Integer> {
    @Mixin
    private final ReadOnlySessionOption inspection = new ReadOnlySessionOption();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private RunOrBundleOption subject;

    @ArgGroup
    private FormOption form = new FormOption();

    @Option(names = "--out", paramLabel = "FILE", description = "Write the card to this file instead.")
    private Optional<Path> out = Optional.empty();

    /** One of the two. */
    static final class FormOption {
        @Option(names = "--markdown", description = "As Markdown, which is the default.")
        @SuppressWarnings("UnusedVariable") // to be said aloud, and to exclude the other
        private boolean markdown;

        @Option(names = "--html", description = "As one HTML page, with plots.")
        private boolean html;
    }

    @Override
    public Integer call() throws IOException {
        CardFormat asked = form.html ? CardFormat.HTML : CardFormat.MARKDOWN;
        try (ReadOnlySession open = inspection.open()) {
            ModelCard published = card(open);
            ModelCardMatch stored = ModelCardMatch.of(open.store(), published, asked);
            boolean isPublished = isPublished(open);
            ModelCard card = stored == ModelCardMatch.ABSENT && !isPublished ? published.unpublished() : published;
            Optional<Verification> verification = isPublished
                    ? Optional.of(open.verifier(List.of(), output::progress).bundle(card.bundle()))
                    : Optional.empty();
            byte[] content = card.content(asked);
            if (out.isPresent()) {
                Files.write(out.get(), content);
            }
            output.progress(comparisonText(stored, card, asked));
            verification.ifPresent(result -> output.progress(verificationText(result)));
            output.print(
                    document(card, asked, content, stored, verification),
                    () -> out.map(file -> "written to " + file)
                            .orElseGet(() -> new String(content, StandardCharsets.UTF_8).stripTrailing()));
            return stored == ModelCardMatch.DIFFERENT ? ExitCode.FAILED : ExitCode.SUCCESS;
        }
    }

    private boolean isPublished(ReadOnlySession open) {
        return subject.runKey()
                .map(key -> new RunFinder(open.ledger()).find(key).state() == RunState.PUBLISHED)
                .orElse(true);
    }

    private ModelCard card(ReadOnlySession open) {
        if (subject.runKey().isPresent()) {
            RunRecord run = new RunFinder(open.ledger()).find(subject.runKey().get());
            return open.cards().ofRun(run.runKey(), new Evidence(run.refs()), PublishableRun.workersOf(run));
        }
        List<BundleIdentity> bundles = subject.bundles();
        if (bundles.size() > 1) {
            throw new ParameterException(spec.commandLine(), "--bundle: name one, each card is a document of its own");
        }
        return open.cards().ofBundle(bundles.get(0));
    }

    private static String comparisonText(ModelCardMatch stored, ModelCard card, CardFormat form) {
        String key = ModelCardMatch.keyOf(card.bundle(), form);
        return switch (stored) {
            case IDENTICAL -> "identical to the stored " + key;
            case ABSENT -> "no card is stored at " + key;
            case OTHER_LAYOUT -> "the stored " + key + " has another layout, of another release";
            case DIFFERENT -> "NOT the stored " + key + ", which the documents do not give; `mf verify` says more";
        };
    }

    /**
     * What the card cannot say of itself: whether its bundle is as it was published, and whose signature was verified.
     */
    private static String verificationText(Verification result) {
        List<String> signature =
                result.notes().stream().filter(note -> note.contains("sign")).toList();
        return result.holds()
                ? "the bundle was verified: " + String.join("; ", signature)
                : "the bundle is NOT as it was published: " + result.verdict() + ", which `mf verify --bundle "
                        + result.subject() + "` lists";
    }

    private ObjectNode document(
            ModelCard card,
            CardFormat form,
            byte[] content,
            ModelCardMatch stored,
            Optional<Verification> verification) {
        ObjectNode document = Json.object()
                .put("bundle_id", card.bundle().bundleId())
                .put("bundle_version", card.bundle().bundleVersion())
                .put("form", form.name())
                .put("layout", ModelCard.LAYOUT)
                .put("stored", stored.name())
                .put("sha256", Sha256.hex(content))
                .put("bytes", content.length);
        verification.ifPresent(result -> document.set("verification", result.toJson()));
        return out.map(file -> document.put("file", file.toString()))
                .orElseGet(() -> document.put("card", new String(content, StandardCharsets.UTF_8)));
    }
}
