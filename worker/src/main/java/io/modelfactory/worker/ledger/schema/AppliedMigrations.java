package io.modelfactory.worker.ledger.schema;

import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.callback.BaseCallback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

/** Collects the migrations that were applied, over all tries: the result of a try that failed is not returned. */
final class AppliedMigrations extends BaseCallback {
    private final List<MigrationInfo> migrations = new ArrayList<>();

    List<MigrationInfo> migrations() {
        return List.copyOf(migrations);
    }

    @Override
    public boolean supports(Event event, Context context) {
        return event == Event.AFTER_EACH_MIGRATE;
    }

    @Override
    public void handle(Event event, Context context) {
        migrations.add(context.getMigrationInfo());
    }
}
