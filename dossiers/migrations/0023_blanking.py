"""What was written once may lose its words, once, when the dossier's time of keeping is over; nothing else."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION dossiers_only_blanked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user = (SELECT relowner::regrole::text FROM pg_class WHERE oid = TG_RELID)
     AND (to_jsonb(NEW) - 'said') = (to_jsonb(OLD) - 'said') THEN
    RETURN NEW;  -- the owner of the table seals anew under another key (manage.py rotate_keys)
  END IF;
  IF (to_jsonb(NEW) - TG_ARGV) IS DISTINCT FROM (to_jsonb(OLD) - TG_ARGV)
     OR EXISTS (SELECT FROM unnest(TG_ARGV) AS name
                WHERE to_jsonb(NEW) -> name IS DISTINCT FROM to_jsonb(OLD) -> name
                  AND to_jsonb(NEW) -> name NOT IN ('""', '{}', '"(đã hủy)"'))
     OR NOT EXISTS (SELECT FROM dossiers_dossier WHERE id = OLD.dossier_id AND disposed_at IS NOT NULL) THEN
    RAISE EXCEPTION 'a record can only lose its words, with its dossier' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER event_only_blanked BEFORE UPDATE ON dossiers_event
  FOR EACH ROW EXECUTE FUNCTION dossiers_only_blanked('note', 'public_text', 'data', 'said', 'actor_name');
CREATE TRIGGER clockentry_only_blanked BEFORE UPDATE ON dossiers_clockentry
  FOR EACH ROW EXECUTE FUNCTION dossiers_only_blanked('asked_by');
CREATE TRIGGER issuedform_only_blanked BEFORE UPDATE ON dossiers_issuedform
  FOR EACH ROW EXECUTE FUNCTION dossiers_only_blanked('data', 'texts');

CREATE FUNCTION dossiers_stays_disposed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.disposed_at IS DISTINCT FROM NEW.disposed_at THEN
    RAISE EXCEPTION 'what was disposed of does not come back' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER dossier_stays_disposed BEFORE UPDATE ON dossiers_dossier
  FOR EACH ROW WHEN (OLD.disposed_at IS NOT NULL) EXECUTE FUNCTION dossiers_stays_disposed();
"""
BACKWARD = """
DROP TRIGGER dossier_stays_disposed ON dossiers_dossier;
DROP FUNCTION dossiers_stays_disposed();
DROP TRIGGER clockentry_only_blanked ON dossiers_clockentry;
DROP TRIGGER issuedform_only_blanked ON dossiers_issuedform;
DROP TRIGGER event_only_blanked ON dossiers_event;
DROP FUNCTION dossiers_only_blanked();
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0022_disposed")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
