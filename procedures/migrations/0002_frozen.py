"""A published version never changes: the database itself refuses, whoever asks.

A published version may only be closed (state, last day, who closed it and when); its parts may be written
while it is a draft and never again. Row triggers only: the truncation between tests goes on working.
"""

from django.db import migrations

PARTS = ["case", "component", "feeitem", "leg", "step", "formfield", "version_life_events"]

VERSION_GUARD = """
CREATE FUNCTION procedures_version_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    closing text[] := ARRAY['state', 'valid_to', 'closed_at', 'closed_by_kind', 'closed_by_id',
                            'closed_by_name', 'closed_by_office'];
BEGIN
    IF OLD.state = 'draft' THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.state = 'published' AND NEW.state = 'closed'
       AND to_jsonb(NEW) - closing = to_jsonb(OLD) - closing THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'version % of procedure % is % and never changes', OLD.no, OLD.procedure_id, OLD.state
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER version_frozen BEFORE UPDATE OR DELETE ON procedures_version
    FOR EACH ROW EXECUTE FUNCTION procedures_version_frozen();
"""

PART_GUARD = """
CREATE FUNCTION procedures_part_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    frozen bigint;
BEGIN
    SELECT v.id INTO frozen FROM procedures_version v
     WHERE v.state <> 'draft'
       AND (TG_OP <> 'INSERT' AND v.id = OLD.version_id OR TG_OP <> 'DELETE' AND v.id = NEW.version_id)
     LIMIT 1;
    IF frozen IS NOT NULL THEN
        RAISE EXCEPTION 'version % is published: its % rows never change', frozen, TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
"""

PART_TRIGGER = """
CREATE TRIGGER part_frozen BEFORE INSERT OR UPDATE OR DELETE ON procedures_{part}
    FOR EACH ROW EXECUTE FUNCTION procedures_part_frozen();
"""


def _sql() -> str:
    return VERSION_GUARD + PART_GUARD + "".join(PART_TRIGGER.format(part=part) for part in PARTS)


def _reverse() -> str:
    drops = "".join(f"DROP TRIGGER part_frozen ON procedures_{part};" for part in PARTS)
    return (
        f"DROP TRIGGER version_frozen ON procedures_version; {drops}"
        "DROP FUNCTION procedures_version_frozen(); DROP FUNCTION procedures_part_frozen();"
    )


class Migration(migrations.Migration):
    dependencies = [("procedures", "0001_initial")]

    operations = [migrations.RunSQL(_sql(), _reverse())]
