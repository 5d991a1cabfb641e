package io.modelfactory.worker.console.page;

import io.modelfactory.worker.console.NeighbourStatus;
import io.modelfactory.worker.console.route.NavigationEntry;
import io.modelfactory.worker.console.route.PageView;
import java.util.List;

/**
 * Why there is no page.
 *
 * @param neighbours what the console depends on, where the reason lies there; else empty
 * @param stillWorks what can be looked at meanwhile
 */
public record ProblemPage(
        int status, String heading, String message, List<NeighbourStatus> neighbours, List<String> stillWorks)
        implements PageView {

    public ProblemPage {
        neighbours = List.copyOf(neighbours);
        stillWorks = List.copyOf(stillWorks);
    }

    /** Nothing that the console depends on is the reason. */
    public static ProblemPage of(int status, String heading, String message) {
        return new ProblemPage(status, heading, message, List.of(), List.of());
    }

    @Override
    public String template() {
        return "problem.jte";
    }

    @Override
    public String title() {
        return heading;
    }

    @Override
    public NavigationEntry navigation() {
        return NavigationEntry.NONE;
    }
}
