package io.modelfactory.worker.console.page;

import io.modelfactory.worker.console.DeadLetterEntry;
import io.modelfactory.worker.console.route.NavigationEntry;
import io.modelfactory.worker.console.route.PageView;
import java.util.List;

/**
 * Records that could not be taken up, the latest first. Their bytes are not shown: they may be anybody's.
 *
 * @param most how many are looked at
 */
public record DeadLettersPage(List<DeadLetterEntry> letters, int most, List<String> commands) implements PageView {
    public DeadLettersPage {
        letters = List.copyOf(letters);
        commands = List.copyOf(commands);
    }

    @Override
    public String template() {
        return "dead-letters.jte";
    }

    @Override
    public String title() {
        return "Dead letters";
    }

    @Override
    public NavigationEntry navigation() {
        return NavigationEntry.DEAD_LETTERS;
    }
}
