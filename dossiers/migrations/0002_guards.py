"""What the database itself refuses: rewriting what was known, and counting test dossiers."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION dossiers_fact_only_closes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT upper_inf(OLD.known) OR upper_inf(NEW.known) OR lower(NEW.known) IS DISTINCT FROM lower(OLD.known)
     AND NOT isempty(NEW.known)
     OR (to_jsonb(NEW) - 'known') IS DISTINCT FROM (to_jsonb(OLD) - 'known') THEN
    RAISE EXCEPTION 'a fact can only stop being the latest known' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER fact_only_closes BEFORE UPDATE ON dossiers_dossierfact
  FOR EACH ROW EXECUTE FUNCTION dossiers_fact_only_closes();

CREATE FUNCTION dossiers_fact_not_of_test() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT is_test FROM dossiers_dossier WHERE id = NEW.dossier_id) THEN
    RAISE EXCEPTION 'a test dossier is not counted' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER fact_not_of_test BEFORE INSERT ON dossiers_dossierfact
  FOR EACH ROW EXECUTE FUNCTION dossiers_fact_not_of_test();
"""
BACKWARD = """
DROP TRIGGER fact_not_of_test ON dossiers_dossierfact;
DROP FUNCTION dossiers_fact_not_of_test();
DROP TRIGGER fact_only_closes ON dossiers_dossierfact;
DROP FUNCTION dossiers_fact_only_closes();
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
