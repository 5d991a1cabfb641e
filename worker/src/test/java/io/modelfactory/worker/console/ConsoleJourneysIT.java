package io.modelfactory.worker.console;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What people do with the console of a running factory. They read in Chromium, where it is, and always in HtmlUnit
 * without scripts, so that pages keep working without them; they act in one of the two.
 */
@ExtendWith(SharedFactory.class)
class ConsoleJourneysIT {
    @Nested
    class ReadingInAnyBrowser extends ReadingJourneys {
        ReadingInAnyBrowser() {
            super(Browser::open);
        }
    }

    @Nested
    class ReadingWithoutScripts extends ReadingJourneys {
        ReadingWithoutScripts() {
            super(Browser::withoutScripts);
        }
    }

    @Nested
    class Acting extends ActingJourneys {}
}
