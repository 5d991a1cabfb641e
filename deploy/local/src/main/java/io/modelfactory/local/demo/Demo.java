package io.modelfactory.local.demo;

import io.modelfactory.local.DataDirectory;
import io.modelfactory.local.simulate.SimulationSettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code deploy/mf demo}: the whole factory on one machine, on real input. */
@Command(
        name = "deploy/mf demo",
        sortOptions = false,
        usageHelpWidth = 100,
        description = {
            "Starts Kafka, PostgreSQL and a schema registry on free loopback ports, starts the worker from its"
                    + " production jar, and executes these scenarios:",
            "  a  a run that passes its gate is published, on simulated and on real data",
            "  b  a run whose gate fails keeps its evidence and is not published",
            "  c  a repeat by another requester converges on the same run",
            "  d  a dataset whose file does not match its digest is refused",
            "  e  garbage bytes go to the dead letter topic",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every scenario had the expected outcome",
            "1:one did not, or the demo failed",
            "2:wrong usage",
            "3:the simulated frauds did not prove the model good enough, so it was not published"
        })
public final class Demo implements Callable<Integer> {
    private static final String HOME_PROPERTY = "mf.home";

    private final Clock clock;
    private final AtomicBoolean interrupted = new AtomicBoolean();

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "200000",
            description = "Card transactions to simulate; ${DEFAULT-VALUE} if absent."
                    + " Of fewer, too few may be frauds to prove the model good enough for its gate.")
    private long rows;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "42",
            description =
                    "Seed of the simulation; ${DEFAULT-VALUE} if absent. The same seed gives the same transactions.")
    private long seed;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Keeps all data in DIR and continues with what is there. If absent, it is .demo, emptied first.")
    private Optional<Path> data = Optional.empty();

    @Option(names = "--keep", description = "Leaves everything running until Ctrl-C, and prints how to reach it.")
    private boolean keep;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this.")
    @SuppressWarnings("UnusedVariable") // picocli acts on the option itself
    private boolean help;

    Demo(Clock clock) {
        this.clock = clock;
    }

    public static void main(String[] arguments) {
        System.setProperty("logback.configurationFile", "logback-demo.xml");
        System.exit(commandLine(Clock.systemUTC()).execute(arguments));
    }

    static CommandLine commandLine(Clock clock) {
        Demo demo = new Demo(clock);
        return new CommandLine(demo)
                .setExecutionExceptionHandler((failure, command, parsed) -> demo.report(failure, command.getErr()));
    }

    /** Prints nothing after Ctrl-C, because the reason is known. */
    private int report(Exception failure, PrintWriter err) {
        if (!interrupted.get()) {
            err.println("mf demo: " + failure.getMessage());
            LoggerFactory.getLogger(Demo.class).error("the demo failed", failure);
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    @Override
    public Integer call() {
        Path home =
                Path.of(System.getProperty(HOME_PROPERTY, ".")).toAbsolutePath().normalize();
        SimulationSettings simulation = simulation();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> interrupted.set(true), "demo-interrupted"));
        DataDirectory directory =
                data.map(DataDirectory::kept).orElseGet(() -> DataDirectory.emptied(home.resolve(".demo")));
        DemoNames names = new DemoNames(clock.instant());
        System.setProperty(
                "mf.demo.log", DemoFolders.in(directory).log("platform").toString());
        ProgressPrinter narrator = new ProgressPrinter(System.out, clock);
        return new DemoRun(home, directory, simulation, names, narrator)
                .run(keep)
                .exitCode();
    }

    private SimulationSettings simulation() {
        try {
            return SimulationSettings.ofRows(rows, seed);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(command.commandLine(), "--rows: " + e.getMessage(), e);
        }
    }
}
