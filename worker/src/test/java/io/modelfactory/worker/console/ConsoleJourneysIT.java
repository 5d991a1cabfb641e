package io.modelfactory.worker.console;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What people do with the console of a running factory: in Chromium, where it is, and always in HtmlUnit without
 * scripts, so that pages keep working without them.
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
    class ActingInAnyBrowser extends ActingJourneys {
        ActingInAnyBrowser() {
            super(Browser::open);
        }
    }

    @Nested
    class ActingWithoutScripts extends ActingJourneys {
        ActingWithoutScripts() {
            super(Browser::withoutScripts);
        }
    }
}
