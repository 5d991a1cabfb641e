package io.modelfactory.worker.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.app.cli.answer.Terminal;
import io.modelfactory.worker.app.cli.answer.TerminalPrompt;
import io.modelfactory.worker.app.wiring.ReadOnlySession;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.execution.StageFixture;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import picocli.CommandLine;

/** The command line in this process, under a profile of its own. */
final class CommandLineFixture {
    private final Path profile;

    private CommandLineFixture(Path profile) {
        this.profile = profile;
    }

    /** What a command left behind. */
    record CapturedOutput(int exitCode, String out, String err) {
        /** The answer to {@code --json}, document by document. */
        List<JsonNode> documents() {
            return out.lines().map(CapturedOutput::parsed).toList();
        }

        private static JsonNode parsed(String line) {
            try {
                return Json.parse(line.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(line, e);
            }
        }
    }

    /** The shipped local profile, with the places it leaves to the environment written out. */
    static CommandLineFixture under(Path folder, String databaseUrl, Path storeRoot) throws IOException {
        String shipped = Files.readString(
                StageFixture.PROFILES.resolveSibling("profiles").resolve("local.yaml"));
        String profile = shipped.replace("config/mf", StageFixture.PROFILES.toString());
        profile = set(profile, "MF_DATABASE_URL", databaseUrl);
        profile = set(profile, "MF_OBJECT_STORE_ROOT", storeRoot.toString());
        profile = set(profile, "MF_SCRATCH", folder.resolve("scratch").toString());
        return new CommandLineFixture(Files.writeString(Files.createTempFile(folder, "profile", ".yaml"), profile));
    }

    private static String set(String profile, String variable, String value) {
        return profile.replaceAll("\\$\\{" + variable + ":-[^}]*}", Matcher.quoteReplacement(value));
    }

    /** The same with another text in the profile. */
    CommandLineFixture with(String text, String replacement) throws IOException {
        String before = Files.readString(profile);
        if (!before.contains(text)) {
            throw new IllegalArgumentException("the profile has no " + text);
        }
        Path changed = Files.createTempFile(profile.toAbsolutePath().getParent(), "profile", ".yaml");
        return new CommandLineFixture(Files.writeString(changed, before.replace(text, replacement)));
    }

    Path profile() {
        return profile;
    }

    ReadOnlySession inspection() {
        JsonSchemas schemas = new JsonSchemas();
        return new ReadOnlySession(Configuration.load(profile, Map.of(), schemas), schemas);
    }

    CapturedOutput run(String... arguments) {
        return run(RootCommand.line(), arguments);
    }

    /** As on a terminal. */
    CapturedOutput run(Terminal terminal, String... arguments) {
        return run(RootCommand.line(TerminalPrompt.ofProcess(), terminal), arguments);
    }

    /** With a user at a terminal who types these lines. */
    CapturedOutput answered(List<String> lines, String... arguments) {
        BufferedReader typed = new BufferedReader(new StringReader(String.join("\n", lines)));
        return run(RootCommand.line(TerminalPrompt.answeredBy(typed), Terminal.NONE), arguments);
    }

    private CapturedOutput run(CommandLine line, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--profile");
        all.add(profile.toString());
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int exitCode = line.execute(all.toArray(String[]::new));
        return new CapturedOutput(exitCode, out.toString(), err.toString());
    }
}
